"""The page in a real browser: nothing is asked for, nothing complains, nothing is cut off, light and dark."""

import pytest

pytestmark = pytest.mark.browser

NAMES = ["plane", "lines", "drawn", "two"]
GROUNDS = {"light": "rgb(255, 255, 255)", "dark": "rgb(23, 22, 20)"}


@pytest.fixture(scope="module")
def shown(stored, browser, tmp_path_factory):
    """Opens the page of a batch at a width, in light or dark."""
    place, contexts = tmp_path_factory.mktemp("pages"), []

    def show(name, width, scheme="light"):
        file = place / f"{name}.html"
        file.write_text(stored(name).page, encoding="utf-8")
        context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
        contexts.append(context)
        opened, complaints = context.new_page(), []
        opened.on("console", lambda message: complaints.append(message.text))
        opened.on("pageerror", lambda error: complaints.append(str(error)))
        opened.on("request", lambda request: complaints.append(request.url) if request.url != file.as_uri() else None)
        opened.goto(file.as_uri())
        return opened, complaints

    yield show
    for context in contexts:
        context.close()


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("width", [390, 1280])
def test_the_page_opens_alone_and_fits(shown, name, width):
    page, complaints = shown(name, width)
    assert page.locator("h1").inner_text() == f"Batch {name}"
    page.evaluate("document.querySelectorAll('details').forEach(part => part.open = true)")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate(
        "[...document.querySelectorAll('.scroll')].every(box => box.scrollWidth <= box.clientWidth || box.tabIndex === 0)"
    )
    widths = page.evaluate(
        "[...document.querySelectorAll('svg.chart')].map(chart => chart.getBoundingClientRect().width)"
    )
    assert widths and min(widths) >= min(300, width - 60)
    assert not complaints


@pytest.mark.parametrize("scheme", GROUNDS)
def test_letters_and_charts_have_the_colours_of_the_scheme(shown, scheme):
    page, complaints = shown("plane", 1280, scheme)
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    ink = page.evaluate("getComputedStyle(document.body).color")
    letters = page.evaluate("getComputedStyle(document.querySelector('svg.chart text')).fill")
    assert ground == GROUNDS[scheme]
    brightness = [sum(map(int, colour.strip("rgb()").split(","))) / 3 for colour in (ground, ink, letters)]
    assert abs(brightness[0] - brightness[1]) > 150 and abs(brightness[0] - brightness[2]) > 70
    assert not complaints


def test_the_policy_of_the_page_stops_scripts(shown):
    page, _ = shown("two", 1280)
    stopped = page.evaluate(
        """() => new Promise(done => {
            document.addEventListener('securitypolicyviolation', event => done(event.effectiveDirective));
            document.body.insertAdjacentHTML('beforeend', '<p onclick="document.title = 1">here</p>');
            document.body.lastElementChild.click();
            setTimeout(() => done('nothing was stopped'), 5000);
        })"""
    )
    assert stopped.startswith("script-src") and page.title() == "Batch two"


def test_a_chart_has_a_name_for_who_does_not_see_it(shown):
    page, _ = shown("plane", 1280)
    chart = page.get_by_role("img", name="Talks open within 10 months", exact=False)
    assert chart.count() == 1
