"""The words in which 四至 are told: verbs, separators, units, headings, as patterns over plain text.

The text is first brought to half-width signs, one character for one, so that every position found is a
position in the text as given. What is settled (coordinates, areas, the closing clause) is then covered
with the signs `POINT` and `GAP`, which no later pattern takes for words.
"""

from __future__ import annotations

import re
import unicodedata

POINT, GAP, ASIDE = "\ue000", "\ue001", "\ue002"

_SIMPLE = str.maketrans(
    "東臨鄰為與側圍區塊線達連濱邊積劃頃畝園號", "东临邻为与侧围区块线达连滨边积划顷亩园号"
)


def plain(text: str) -> str:
    """Half-width signs and simplified 四至 words, every character kept in its place.

    Examples
    --------
    >>> plain("東至：Ａ路，")
    '东至:A路,'
    """
    signs = []
    for character in text:
        folded = unicodedata.normalize("NFKC", character)
        keep = len(folded) != 1 or "①" <= character <= "⑳"
        signs.append(character if keep else folded)
    return "".join(signs).translate(_SIMPLE).replace("【", "(").replace("】", ")").replace("—", "-")


D = "[东南西北]"
# What may stand between the direction and the verb: 东侧, 东面边界, 东部
PLACE = r"(?:面边界|侧边界|部边界|方向|边界线|边界|边线|界线|起点|面|侧|边|部|向|端|界|方|缘)"
STRONG = (
    r"(?:起自|起于|起至|起始于|抵达|临近|毗邻|紧邻|紧临|相邻|邻接|邻近|止于|到达|延伸至|延伸到|扩至|界至|"
    r"至|到|起|抵|临|邻|止)"
)
WEAK = (
    r"(?:靠近|紧靠|依靠|依托|毗连|紧接|连接|接壤|紧挨|紧贴|相接|靠|接|连|达|依|傍|濒|沿|挨|隔|以|与|和|为|是|界|"
    r"自|从|由|及|则|→|->|-|:)"
)
AFTER_VERB = r"(?:\s*[于自:为]|\s*-)?\s*"

STRONG_MARKER = re.compile(rf"(?P<d>{D})\s*{PLACE}?\s*(?:则|均|仍)?\s*{STRONG}{AFTER_VERB}")
WEAK_MARKER = re.compile(rf"(?P<d>{D})\s*{PLACE}?\s*{WEAK}{AFTER_VERB}")
PLACE_MARKER = re.compile(rf"(?P<d>{D})(?:面|侧|边界|边|界|部)\s*")
BARE_MARKER = re.compile(rf"(?P<d>{D})\s*")
COMPOUND_MARKER = re.compile(rf"(?P<d>[东西][南北]|[南北][东西])\s*{PLACE}?\s*{STRONG}{AFTER_VERB}")
_LIST = rf"(?P<d>{D}{PLACE}?(?:\s*(?:[、,和与及]|以及)?\s*{D}{PLACE}?)+)"
SHARED_MARKER = re.compile(
    rf"(?P<d>{D}{PLACE}?(?:\s*(?:[、,和与及]|以及)\s*{D}{PLACE}?)+)\s*(?:[两三四二]?[侧面边])?\s*"
    rf"(?:均|都|皆|同)?(?:{STRONG}|以|与|为|靠|接){AFTER_VERB}"
)
EACH_MARKER = re.compile(
    rf"{_LIST}\s*(?:[两三四二]?(?:个方向|侧|面|边|至))?\s*(?:分别|依次)(?:{STRONG}|以|与|为|是|靠|接|沿)?{AFTER_VERB}"
)
IN_BRACKETS = re.compile(rf"(?P<name>[^,、;。:\n()和与及]+)\((?P<d>{D})(?:至|侧|面|边|界|侧边界)?\)")

SEPARATORS = ",、;。\n\t/|"
STOPS = ";。\n"
FEATURE_END = frozenset(
    "路街道巷弄线河江湖港溪塘浜泾渠海沟浦墙桥村镇山岭园区场站厂院校城铁高速界米里处侧" + GAP + POINT + ASIDE
)

CLOSING_WORDS = re.compile(
    r"(?:(?:作|做)?为(?:边|交|分)?界|为(?:邻|限|止|准|边界线|边界|界线|界限)|作界|接壤|相邻|毗邻|相接|相连|交界|"
    r"相望|相隔|毗连|分界|止|处|附近|位置)+$"
)
QUALIFIERS = re.compile(
    r"(?:(?:规划)?(?:道路)?(?:中心线|中线|红线|边线|蓝线|绿线)|一线|沿线|边界线|边界|岸线|用地界线|用地边界)+$"
)

NEXT_NUMBER = re.compile(r"\s+\d{1,2}[.)]$")
NUM = r"(?:\d[\d,]*(?:\.\d+)?|[零〇一二两三四五六七八九十百千]+)"
METRES = {
    "米": 1.0,
    "m": 1.0,
    "M": 1.0,
    "公里": 1000.0,
    "千米": 1000.0,
    "km": 1000.0,
    "KM": 1000.0,
}
_UNIT = r"(?P<unit>公里|千米|米|km|KM|m|M)"
_ABOUT = r"(?:大约|约|近|距离|相距|各)?\s*"
OFFSET = re.compile(
    rf"^(?:距离|距)?\s*(?P<name>.+?)\s*(?:道路)?(?:中心线|红线|边线)?\s*"
    rf"(?:(?:再|各)?(?:以|之|往|向|偏|正)?(?P<d>{D})(?:侧|面|边|方向|方|岸)?\s*,?\s*(?:延伸|外扩|外延|平移|退让|推进)?|"
    rf"向?外(?:侧|扩|延)?|延伸|退让|退|后退)?"
    rf"\s*{_ABOUT}(?P<num>{NUM})\s*(?:余|多|来)?{_UNIT}(?:处|左右|位置|外)*$"
)
BESIDE = re.compile(
    rf"^(?P<name>.{{2,}}?)(?:(?:以|之)(?P<a>{D})(?:侧|面|边)?|(?P<b>{D})(?:侧|面|边|岸|沿|部))$"
)
BESIDE_SHORT = re.compile(rf"^(?P<name>.+[路街道巷河江湖渠线])(?P<c>{D})$")

FLIP = re.compile(
    rf"^(?:.*?(?:位于|处于|坐落于|坐落在|地处|处在|在))?\s*(?P<name>[^,;。]+?)(?:以|之)(?P<d>{D})(?:侧|面)?"
    rf"\s*(?:{_ABOUT}(?P<num>{NUM})\s*{_UNIT}(?:处)?)?\s*"
    rf"(?:的?(?:区域|范围|地块|地区|地带|围合区域|围合范围|合围区域)(?:内|以内)?)?$"
)

AREA_UNITS = {
    "万平方米": 1e4, "万m2": 1e4, "万㎡": 1e4, "平方公里": 1e6, "平方千米": 1e6, "km2": 1e6, "km²": 1e6,
    "㎢": 1e6,
    "公顷": 1e4, "ha": 1e4, "hm2": 1e4, "hm²": 1e4, "平方米": 1.0, "平米": 1.0, "m2": 1.0,
    "m²": 1.0, "㎡": 1.0,
    "万亩": 2e7 / 3, "亩": 2000 / 3,
}  # fmt: skip
_AREA_UNIT = "|".join(sorted((re.escape(unit) for unit in AREA_UNITS), key=len, reverse=True))
AREA = re.compile(
    rf"(?P<head>(?:(?:四至)?范围内?)?(?P<total>总|合计|共计|共|全部|四至范围内)?(?:计|有)?"
    rf"(?:规划|用地|占地|土地|申报|核定|控制|区域|建设|核准|实际|净)*(?:总)?(?:面积|用地|占地)?"
    rf"\s*(?:合计|总计|共计|共|总)?\s*(?:约为|为|约|是|达|:)*\s*)"
    rf"(?P<num>\d[\d,]*(?:\.\d+)?)\s*(?:余|多)?(?P<unit>{_AREA_UNIT})"
)
CLOSING = re.compile(
    r"(?:(?<=[,;。\n\s、()])|^)(?:具体|准确|最终|实际|详细|精确)?(?:的)?(?:四至)?(?:范围|边界|界线|界限|位置|四至|面积)?(?:以|由|按照|按|依据|详见|见)"
    r"(?:[^,;。\n东南西北]{0,20})"
    r"(?:界址点|坐标|红线图|红线|勘测|勘界|附图|拐点|测绘|图则|示意图|批复)[^,;。\n()]{0,20}"
)
ASIDES = re.compile(r"\((?P<inside>[^()\n]*)\)")

_DEG = (
    r"(?P<{0}d>\d{{1,3}}(?:\.\d+)?)\s*[°度]\s*(?:(?P<{0}m>\d{{1,2}}(?:\.\d+)?)\s*['′分]\s*)?"
    r"(?:(?P<{0}s>\d{{1,2}}(?:\.\d+)?)\s*(?:″|\"|''|′′|秒)\s*)?"
)
_LON = "(?:东经|E)?\\s*" + _DEG.format("x") + "E?"
_LAT = "(?:北纬|N)?\\s*" + _DEG.format("y") + "N?"
_TIP = rf"(?:最?{D}(?:端|侧|部)?(?:拐|角|界址|极|顶)?点\s*)?\(?\s*"
COORDINATES = (
    re.compile(rf"{_TIP}(?=东经|E|\d){_LON}\s*[,、;和]?\s*(?:北纬|N|(?=\d)){_LAT}\s*\)?(?:一线|处)?"),
    re.compile(
        rf"{_TIP}(?:北纬|N)\s*{_DEG.format('y')}(?:\s*[,、;和]?\s*(?:东经|E)\s*{_DEG.format('x')})?\)?(?:一线|处)?"
    ),
    re.compile(rf"{_TIP}(?:东经|E)\s*{_DEG.format('x')}\)?(?:一线|处)?"),
)

_ORDINAL = r"[A-Za-z\d一二三四五六七八九十ⅠⅡⅢⅣ]{1,3}"
_LAND = r"(?:片区|区块|地块|组团|园区|分园|分区|基地|片)"
BLOCK_NAME = (
    rf"(?:第?{_ORDINAL}号?{_LAND}|(?:区块|地块|片区|基地|组团|园区){_ORDINAL}|{D}(?:部)?(?:片区?|区块?)|"
    rf"[一-鿿]{{0,10}}?(?:核心区块?|中心区|拓展区|辐射区|主中心|主园区|{_LAND}|中心)(?:{_ORDINAL})?)"
)
NUMBERING = r"(?:\(?[一二三四五六七八九十\d]{1,2}\)|[①-⑳]|[一二三四五六七八九十\d]{1,2}[、.])?\s*"
FILLER = r"(?:的|其|规划|用地|具体|四至|范围|边界|界限|界线|四界|为|是|如下|分别|依次|包括|位于|即|面积)*"
_NOTE = rf"(?:\([^()\n]*\)|[{GAP}{ASIDE}])*"
HEADING_COLON = re.compile(
    rf"\s*{NUMBERING}(?P<name>[^,;。:\n、()]{{0,24}}?)\s*{_NOTE}\s*[,]?{FILLER}\s*{_NOTE}\s*:\s*(?={D}|\s|{GAP})"
)
HEADING_TYPED = re.compile(
    rf"\s*{NUMBERING}(?P<name>{BLOCK_NAME})\s*{_NOTE}\s*[,、]?\s*{_NOTE}\s*[,、]?\s*{FILLER}[:,]?\s*(?={D}|位于)"
)
HEADING_NUMBER = re.compile(rf"\s*(?P<name>\(?[一二三四五六七八九十\d]{{1,2}}\)|[①-⑳])\s*(?={D})")
NOT_A_NAME = re.compile(rf"^{D}{PLACE}?(?:{STRONG}|{WEAK})?$")
PROSE = re.compile(
    r"^(?:涉及|包括|包含|其中|具体|总|共|面积|占地|范围|规划范围|详见|见|以上|四至|形成|所|均|即|东西长|南北长|东西宽|"
    r"南北宽|注|备注|说明|不含|不包括|含|围合|合围|的)"
)
FILLER_ONLY = re.compile(
    rf"^[\s,、;。:()\-{GAP}{ASIDE}]*(?:{FILLER}|以|由|本|该|其|分别|内|公顷)*[\s,、;。:()\-{GAP}{ASIDE}]*$"
)
