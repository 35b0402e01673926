"""Words and pictures of the groups of settings."""

from app.client.settings import Option, SettingGroup
from ui.translation import _

GROUP_ICONS = {
    SettingGroup.GENERAL: "settings",
    SettingGroup.LOOK: "palette",
    SettingGroup.KEYS: "keyboard",
    SettingGroup.WRITING: "pencil-line",
    SettingGroup.NOTICES: "bell",
    SettingGroup.PRIVACY: "shield-check",
    SettingGroup.COMPUTERS: "monitor",
}


def setting_group_name(group: SettingGroup) -> str:
    """The page's title, in the window's language."""
    names = {
        SettingGroup.GENERAL: _("General"),
        SettingGroup.LOOK: _("Look"),
        SettingGroup.KEYS: _("Keys"),
        SettingGroup.WRITING: _("Writing"),
        SettingGroup.NOTICES: _("Notices"),
        SettingGroup.PRIVACY: _("Privacy"),
        SettingGroup.COMPUTERS: _("Computers"),
    }
    return names[group]


def all_words(option: Option) -> str:
    """Everything a setting can be found by."""
    return " ".join(_(words) for words in (option.title, option.help, *option.choices.values()) if words)
