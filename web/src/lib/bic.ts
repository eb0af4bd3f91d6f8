/** A BIC as it is written here: one of eight letters is the same name as that with XXX. R-PAR-02 */
export const shortOf = (bic: string) => bic.replace(/^(.{8})XXX$/, '$1');
