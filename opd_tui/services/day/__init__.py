"""A doctor who is away, and the tokens that days left unsettled."""
