//! How well a typed text fits a name: for the palette.

/**
 * The higher the better; 0: it does not fit. Letters must come in their order. Those that begin a word, and those that
 * follow each other, count more.
 */
export function score(typed: string, name: string): number {
  const wanted = typed.toLowerCase().replaceAll(" ", "");
  if (wanted === "") return 1;
  const text = name.toLowerCase();
  const whole = text.indexOf(typed.trim().toLowerCase());
  if (whole === 0) return 1000 - text.length;
  if (whole > 0) return (/[a-z0-9]/.test(text[whole - 1] ?? "") ? 500 : 800) - text.length;
  let sum = 0;
  let at = -1;
  for (const letter of wanted) {
    const next = text.indexOf(letter, at + 1);
    if (next < 0) return 0;
    if (next === at + 1) sum += 3;
    else if (!/[a-z0-9]/.test(text[next - 1] ?? " ")) sum += 2;
    at = next;
  }
  return 1 + (sum * 100) / (wanted.length * 3 * (1 + text.length / 100));
}
