"""Charts, whatever the page: colours, tables over months, specifications, drawings, images, and the menu that takes them away."""
