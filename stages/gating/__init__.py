"""What a stranger's pull request may contain, read from git objects: nothing is checked out or run."""
