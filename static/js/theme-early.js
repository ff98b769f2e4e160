// Blocking and tiny, in the head: a page that was made for everybody still opens in this person's theme, and with their links.
{
  const said = (name, words) => document.cookie.match(`(?:^|; )${name}=(${words})(?:;|$)`)?.[1];
  const root = document.documentElement.dataset;
  const theme = said("theme", "light|dark");
  const viewer = said("viewer", "customer|professional|staff");
  if (theme) root.theme = theme;
  if (viewer) root.viewer = viewer;
}
