"""What the browser tests ask of a page."""

LIMIT = 100_000  # bytes of HTML, CSS and JS together, as sent; pictures come on top


def violations(axe, page, *rules):
    """Broken rules of WCAG 2.2 A and AA and axe's best practices, with the elements that break them.

    With `rules`, those alone.
    """
    only = {"runOnly": {"type": "rule", "values": list(rules)}} if rules else {}
    found = axe.run(page, options={"resultTypes": ["violations"], "preload": False, **only}).response["violations"]
    return [(rule["id"], [node["html"][:160] for node in rule["nodes"][:5]]) for rule in found]


def over_the_edge(page):
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


def complaints_of(page):
    """A list that fills with what the console says: broken policies, missing files, errors of scripts."""
    said = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    return said


def weight(page):
    """Bytes of HTML, CSS and JS of a loaded page, compressed where the server compresses; static files as gzip."""
    return page.evaluate(
        """async () => {
        const entries = [performance.getEntriesByType('navigation')[0], ...performance.getEntriesByType('resource')];
        let total = 0;
        for (const entry of entries) {
            const wanted = entry.entryType === 'navigation' || /\\.(css|m?js)(\\?|$)/.test(entry.name);
            if (!wanted) continue;
            if (entry.encodedBodySize < entry.decodedBodySize) { total += entry.encodedBodySize; continue; }
            const body = await (await fetch(entry.name)).blob();
            const packed = body.stream().pipeThrough(new CompressionStream('gzip'));
            total += (await new Response(packed).arrayBuffer()).byteLength;
        }
        return total;
    }"""
    )
