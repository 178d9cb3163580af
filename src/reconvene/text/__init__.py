"""Words on a page: where they sit and how we point at them."""
