"""Scripts by the names that a person writes, and where a text leaves its script.

In goes a text and a name such as `latin`; out comes the index of the first character that does not belong. What
belongs is said by Script_Extensions of Unicode 15.0 (UAX #24): a character that is used with the script, and the
common and inherited ones that all scripts share, such as digits, spaces, punctuation and accents. Emoji are common
characters too, but nobody who asks for Latin letters means them, so characters that are Extended_Pictographic belong to
no script: `😀`, and `©`, `®` and `™` with them.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from configurator.text.unicode_tables import unicode_tables

_SHARED = frozenset(("Zyyy", "Zinh"))
_LONG_NAMES = """
    adlam=Adlm ahom=Ahom anatolian_hieroglyphs=Hluw arabic=Arab armenian=Armn avestan=Avst balinese=Bali bamum=Bamu
    bassa_vah=Bass batak=Batk bengali=Beng bhaiksuki=Bhks bopomofo=Bopo brahmi=Brah braille=Brai buginese=Bugi
    buhid=Buhd canadian_aboriginal=Cans carian=Cari caucasian_albanian=Aghb chakma=Cakm cham=Cham cherokee=Cher
    chorasmian=Chrs coptic=Copt cuneiform=Xsux cypriot=Cprt cypro_minoan=Cpmn cyrillic=Cyrl deseret=Dsrt
    devanagari=Deva dives_akuru=Diak dogra=Dogr duployan=Dupl egyptian_hieroglyphs=Egyp elbasan=Elba elymaic=Elym
    ethiopic=Ethi georgian=Geor glagolitic=Glag gothic=Goth grantha=Gran greek=Grek gujarati=Gujr gunjala_gondi=Gong
    gurmukhi=Guru han=Hani hangul=Hang hanifi_rohingya=Rohg hanunoo=Hano hatran=Hatr hebrew=Hebr hiragana=Hira
    imperial_aramaic=Armi inscriptional_pahlavi=Phli inscriptional_parthian=Prti javanese=Java kaithi=Kthi
    kannada=Knda katakana=Kana kawi=Kawi kayah_li=Kali kharoshthi=Khar khitan_small_script=Kits khmer=Khmr
    khojki=Khoj khudawadi=Sind lao=Laoo latin=Latn lepcha=Lepc limbu=Limb linear_a=Lina linear_b=Linb lisu=Lisu
    lycian=Lyci lydian=Lydi mahajani=Mahj makasar=Maka malayalam=Mlym mandaic=Mand manichaean=Mani marchen=Marc
    masaram_gondi=Gonm medefaidrin=Medf meetei_mayek=Mtei mende_kikakui=Mend meroitic_cursive=Merc
    meroitic_hieroglyphs=Mero miao=Plrd modi=Modi mongolian=Mong mro=Mroo multani=Mult myanmar=Mymr nabataean=Nbat
    nag_mundari=Nagm nandinagari=Nand new_tai_lue=Talu newa=Newa nko=Nkoo nushu=Nshu nyiakeng_puachue_hmong=Hmnp
    ogham=Ogam ol_chiki=Olck old_hungarian=Hung old_italic=Ital old_north_arabian=Narb old_permic=Perm
    old_persian=Xpeo old_sogdian=Sogo old_south_arabian=Sarb old_turkic=Orkh old_uyghur=Ougr oriya=Orya osage=Osge
    osmanya=Osma pahawh_hmong=Hmng palmyrene=Palm pau_cin_hau=Pauc phags_pa=Phag phoenician=Phnx
    psalter_pahlavi=Phlp rejang=Rjng runic=Runr samaritan=Samr saurashtra=Saur sharada=Shrd shavian=Shaw
    siddham=Sidd signwriting=Sgnw sinhala=Sinh sogdian=Sogd sora_sompeng=Sora soyombo=Soyo sundanese=Sund
    syloti_nagri=Sylo syriac=Syrc tagalog=Tglg tagbanwa=Tagb tai_le=Tale tai_tham=Lana tai_viet=Tavt takri=Takr
    tamil=Taml tangsa=Tnsa tangut=Tang telugu=Telu thaana=Thaa thai=Thai tibetan=Tibt tifinagh=Tfng tirhuta=Tirh
    toto=Toto ugaritic=Ugar vai=Vaii vithkuqi=Vith wancho=Wcho warang_citi=Wara yezidi=Yezi yi=Yiii
    zanabazar_square=Zanb
"""
_SINGLE = {name: frozenset((code,)) for name, _, code in (entry.partition("=") for entry in _LONG_NAMES.split())}
_JOINT = {
    "japanese": frozenset(("Hani", "Hira", "Kana")),
    "korean": frozenset(("Hang", "Hani")),
}

SCRIPTS: Mapping[str, frozenset[str]] = MappingProxyType(dict(sorted({**_SINGLE, **_JOINT}.items())))
"""The names, sorted, each with its four-letter codes: the scripts of Unicode 15.0, and those written in several."""


def outside_script(text: str, name: str) -> int | None:
    """The index of the first character of `text` that is not written in the script `name`; None if all are.

    `name` is a key of SCRIPTS, else KeyError: whoever takes names from people looks there first. ASCII punctuation,
    digits and spaces belong to each script; the empty text is in every script.
    """
    allowed = SCRIPTS[name]
    if text.isascii():  # its letters are Latin, the rest is common
        if "Latn" in allowed:
            return None
        return next((index for index, character in enumerate(text) if character.isalpha()), None)
    tables = unicode_tables()
    for index, character in enumerate(text):
        code_point = ord(character)
        used_with = tables.scripts.of(code_point).split()
        if tables.pictographic.of(code_point) or not any(code in allowed or code in _SHARED for code in used_with):
            return index
    return None
