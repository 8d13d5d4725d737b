"""A demo account with two years of believable spending."""
