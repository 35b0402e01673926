"""Russian names in Latin letters: spellings of one name meet in one key, and a key can be written in Cyrillic."""

import re
import unicodedata

_SOUNDS = "a b v g d e e zh z i i k l m n o p r s t u f h c ch sh sch - i - e iu ia i i e g v"
_LETTERS = dict(
    zip(
        "абвгдеёжзийклмнопрстуфхцчшщъыьэюяіїєґў",
        _SOUNDS.split(),
        strict=True,
    )
)
_READABLE = _LETTERS | {
    "й": "y", "х": "kh", "ц": "ts", "щ": "shch", "ъ": "", "ь": "", "ы": "y", "ю": "yu", "я": "ya",
    "ў": "u", "ї": "yi", "є": "ye",
}  # fmt: skip
_SPELLINGS = [
    ("shch", "sch"), ("kh", "h"), ("x", "ks"), ("tz", "c"), ("ts", "c"), ("tc", "c"), ("w", "v"), ("j", "i"),
    ("y", "i"),
]  # fmt: skip
_ALIAS = {
    "aleksander": "aleksandr", "dimitri": "dmitri", "ludmila": "liudmila", "lubov": "liubov", "piter": "petr",
    "michail": "mihail", "mikail": "mihail", "katherina": "ekaterina", "alexandr": "aleksandr",
    "serghei": "sergei", "viacheslaf": "viacheslav", "tatjana": "tatiana",
}  # fmt: skip
_SURNAME = re.compile(
    r"(?:[^aeiouy](?:y?ov|y?ova|ev|eva|in|ina|off|eff|yn|yna)|iev|ieva|yev|yeva|aev|aeva|eev|eeva|oev|oeva"
    r"|skiy|skii|skij|sky|skaya|skaia|tskiy|tsky|tskaya|enko|chuk|shvili|dze|yants|tsyn|tsyna|nykh)$"
)
_CYRILLIC = re.compile(r"[\u0400-\u052f.'’-]+")
_PATRONYMIC = re.compile(r"[a-z]{2,}(?:ovich|evich|yevich|ovna|evna|yevna|ichna|inichna)$")


def fold_latin(word: str) -> str:
    """Latin letters without accents; Cyrillic й stays й."""
    if word.isascii():
        return word
    parts = (_without_accent(letter) for letter in word)
    return "".join(parts)


def _without_accent(letter: str) -> str:
    special = {"ł": "l", "ø": "o", "đ": "d", "ß": "ss", "æ": "ae", "œ": "oe", "ı": "i"}
    if letter in special:
        return special[letter]
    plain = unicodedata.normalize("NFD", letter)[0]
    return plain if plain.isascii() else letter


def sound_of_latin(word: str) -> str:
    """The key of a Latin spelling: Sergey, Sergei and Sergej are one, Yulia, Julia and Iuliia are one."""
    key = fold_latin(word.lower()).replace("'", "").replace("’", "")
    for spelling, plain in _SPELLINGS:
        key = key.replace(spelling, plain)
    key = _settle(key)
    return _ALIAS.get(key, key)


def sound_of_cyrillic(word: str) -> set[str]:
    """The keys under which a Cyrillic name is found: with ё as e and as io."""
    low = word.lower()
    texts = {low, low.replace("ё", "ио")} if "ё" in low else {low}
    return {_settle("".join(_LETTERS.get(letter, letter) for letter in text).replace("-", "")) for text in texts}


def _settle(key: str) -> str:
    key = re.sub(r"(.)\1+", r"\1", key)
    return re.sub(r"^ie|(?<=[aeiou])ie", "e", key)


def readable_latin(word: str) -> str:
    """A Cyrillic word in Latin letters for an English reader: Андреевна becomes Andreevna."""
    low = re.sub("ий$", "и", word.lower())
    return "-".join("".join(_READABLE.get(letter, letter) for letter in part).capitalize() for part in low.split("-"))


def name_for(name: str, locale: str) -> str:
    """A person's whole name for a reader of ``locale``: in Latin letters for whoever does not read Russian."""
    if locale == "ru":
        return name
    return " ".join(readable_latin(word) if _CYRILLIC.fullmatch(word) else word for word in name.split())


def has_russian_ending(word: str) -> bool:
    """Whether a Latin ``word`` ends like a Russian, Ukrainian or Caucasian surname."""
    low = word.lower()
    return low.isascii() and len(low) >= 5 and _SURNAME.search(low) is not None


def is_latin_patronymic(word: str) -> bool:
    """Andreevna, Sergeyevich."""
    return _PATRONYMIC.match(word.lower()) is not None


_STEMS = (
    "aleksandr:Александро alekse:Алексее anatoli:Анатолье andre:Андрее anton:Антоно arkadi:Аркадье boris:Борисо "
    "vadim:Вадимо valentin:Валентино valeri:Валерье vasil:Василье viktor:Викторо vital:Виталье evgen:Евгенье "
    "vladimir:Владимиро vyacheslav:Вячеславо gennad:Геннадье georgi:Георгие grigor:Григорье denis:Денисо "
    "dmitri:Дмитрие ivan:Ивано igor:Игоре konstantin:Константино leonid:Леонидо maksim:Максимо pavl:Павло "
    "mikhail:Михайло mikhayl:Михайло nikola:Николае oleg:Олего petr:Петро roman:Романо semen:Семёно yakovl:Яковле "
    "serge:Сергее stanislav:Станиславо stepan:Степано fedor:Фёдоро yur:Юрье yuri:Юрье gennadi:Геннадье "
    "evgeni:Евгенье vasili:Василье vitali:Виталье anatol:Анатолье valer:Валерье grigori:Григорье"
)
_PATRONYMIC_STEMS = {sound_of_latin(pair.partition(":")[0]): pair.partition(":")[2] for pair in _STEMS.split()}


def cyrillic_patronymic(word: str) -> str:
    """Andreevna as Андреевна; empty when the spelling leaves a doubt."""
    stem = re.sub(r"(?:y?e|o)v(?:ich|na)$", "", word.lower())
    russian = _PATRONYMIC_STEMS.get(sound_of_latin(stem), "") if stem != word.lower() else ""
    return russian and russian + ("вна" if word.lower().endswith("na") else "вич")
