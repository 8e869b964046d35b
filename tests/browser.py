"""A real browser for the tests of pages: Debian's Chromium, driven by Playwright, with axe-core.

Not a test itself. Where there is no browser, `needed()` skips and says so.
"""
