"""The pages of duties: one to see and work each, one to report on all that are due, one to sign off."""
