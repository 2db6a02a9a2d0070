"""Two trees of libxml2's, which takes each node from malloc: one is kept, one is let go."""
from lxml import etree

ELEMENTS = 20_000
text = "<root>" + "<item key='value'>text</item>" * ELEMENTS + "</root>"


def count():
    tree = etree.fromstring(text)  # dropped
    return len(tree)


kept = etree.fromstring(text)  # kept
print(count(), len(kept), kept[0].tag, kept[-1].text)
