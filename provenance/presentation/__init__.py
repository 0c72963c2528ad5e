"""What was found, as both the command line and pages show it: in words, as JSON, side by side."""
