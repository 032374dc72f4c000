"""The screens: the desk, finding a token, a token's card, help."""
