import { create } from 'zustand';

/** Whether the filter field has the focus: what belongs to it shows beside the list. */
export const useFilterFocus = create<{ readonly focused: boolean }>(() => ({ focused: false }));
