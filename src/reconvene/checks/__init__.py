"""Questions asked of a draft before anyone signs: one decorated function each, its docstring its page."""
