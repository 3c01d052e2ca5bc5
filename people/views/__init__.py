"""Pages of accounts: how one comes in, what is one's own, what an administrator does."""
