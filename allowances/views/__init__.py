"""Pages of the allowances: lists and rates, payments, the public notice and objections."""
