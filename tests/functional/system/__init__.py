"""The whole: build, permissions, the document of the API, the harness itself."""
