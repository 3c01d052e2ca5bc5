"""The pages of the ladder, of plans and their templates, of agreements and site visits."""
