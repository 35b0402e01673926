"""Looks as data: design tokens become colours, fonts, icons, palette, style and a short sheet."""
