/** Words of a page in reading order. */
export const wordsOf = (page: string): string =>
  page
    .replace(/<(style|svg)[\s\S]*?<\/\1>/g, '')
    .replace(/<[^>]*>/g, ' ')
    .replaceAll('\u00a0', ' ')
    .replace(/&#39;/g, "'")
    .replace(/\s+/g, ' ');
