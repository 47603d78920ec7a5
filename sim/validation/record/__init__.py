"""The record of evidence, and the page that shows it."""
