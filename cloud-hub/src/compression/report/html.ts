/** Markup that is safe to put into a page as it is. Only {@link html} and {@link trusted} make it. */
export class Html {
  constructor(readonly markup: string) {}
}

export type HtmlPart = string | number | null | Html | readonly HtmlPart[];

/** Text of ours that is markup already: a style sheet, path data. Never anything read from a file. */
export const trusted = (markup: string): Html => new Html(markup);

/** Template tag: everything put in is escaped unless it is {@link Html}; lists are joined, null is nothing. */
export function html(text: TemplateStringsArray, ...parts: readonly HtmlPart[]): Html {
  return new Html(text.map((piece, i) => (i === 0 ? '' : toMarkup(parts[i - 1])) + piece).join(''));
}

function toMarkup(part: HtmlPart | undefined): string {
  if (part === null || part === undefined) return '';
  if (part instanceof Html) return part.markup;
  if (typeof part === 'object') return part.map(toMarkup).join('');
  return escaped(String(part));
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const escaped = (text: string): string => text.replace(/[&<>"']/g, (c) => entities[c] ?? c);
