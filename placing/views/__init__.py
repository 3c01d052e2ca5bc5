"""Pages of a placement: the office's runs, the marks given by those who take students, the public result."""
