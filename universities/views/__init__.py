"""Pages of the universities app: who sees which page, what it shows, and which action its form calls."""
