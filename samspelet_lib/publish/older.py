"""A page that is kept from an earlier release says so."""

from samspelet_lib.publish.page import Banner

END_OF_BANNERS = "\n</header>\n<main "  # the template closes its banners so, and no content stands before it


def mark_older(html: str, release: int) -> str:
    """The kept page with a banner naming its release; one that is marked already is returned as it is.

    Raises:
        ValueError: the page was not made by our template.
    """
    if html.count(END_OF_BANNERS) != 1:
        raise ValueError("the page has not one place for its banners")
    head, main = html.split(END_OF_BANNERS)
    text = f"Sidan är från utgåva {release}. Den gjordes inte om när periodens sidor senast gjordes."
    banner = f"\n{Banner('older', text).html}"
    return html if banner in head else f"{head}{banner}{END_OF_BANNERS}{main}"
