"""The pages between a confirmed placement and the last day."""
