"""Files as one looks at them: shown here, opened in other programs, saved and copied, and what they are in words."""
