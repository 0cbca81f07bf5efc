"""What all tests share."""

from hypothesis import settings

# 1000 cases for each property, the same ones in every run: a failure is one that
# everybody sees. `--hypothesis-profile=explore` looks for others.
settings.register_profile(
    "book", max_examples=1000, deadline=None, derandomize=True, print_blob=True
)
settings.register_profile("explore", max_examples=1000, deadline=None)
settings.load_profile("book")
