"""Compare notebook outputs by `tools.outputs`, in CI and at every author's desk."""

pytest_plugins = ["tools.outputs"]
