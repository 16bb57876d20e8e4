//! Why a verb is not to be had.

export const may = {
  refused: (has: string, needed: string) => `This window's key has the scope ${has}; this needs ${needed}.`,
} as const;
