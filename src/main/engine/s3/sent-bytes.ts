/**
 * Tells how much of a body is on its way while `work` sends it: `onBytes` hears what is more than before, or a negative number where an attempt
 * begins anew or all of them failed. `work` says for each attempt how many bytes of it have gone so far.
 */
export async function tellingBytes<T>(
  onBytes: ((bytes: number) => void) | undefined,
  length: number,
  work: (onSent: (sent: number) => void) => Promise<T>,
): Promise<T> {
  let told = 0;
  let isOver = false;
  const tell = (sent: number): void => {
    if (sent !== told) onBytes?.(sent - told);
    told = sent;
  };
  const end = (sent: number): void => {
    tell(sent);
    isOver = true;
  };
  try {
    const result = await work((sent) => {
      // A connection that is closed asks for what comes next once more.
      if (!isOver) tell(sent);
    });
    end(length);
    return result;
  } catch (error) {
    end(0);
    throw error;
  }
}
