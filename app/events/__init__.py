"""Events: the log of what happened to an account, for its owner and for the host."""
