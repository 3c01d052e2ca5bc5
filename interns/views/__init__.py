"""Pages of the internships: who sees which page, what it shows, and which action its form calls."""
