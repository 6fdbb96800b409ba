// Places in ascending lists.

/** The place of the last number in an ascending list that is not above another one; -1 where all are. */
export function lastUpTo(ascending, number) {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ascending[middle] <= number) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
