"""Every reusable part in every state, in one window: ``python -m ui.gallery [light|dark|high-contrast] [percent]``."""
