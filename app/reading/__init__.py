"""Reading receipts: what their codes and their text say."""
