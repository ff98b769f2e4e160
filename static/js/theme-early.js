// Blocking and tiny, in the head: a page that was cached for everybody still opens in this person's theme.
{
  const saved = document.cookie.match(/(?:^|; )theme=(light|dark)/)?.[1];
  if (saved) document.documentElement.dataset.theme = saved;
}
