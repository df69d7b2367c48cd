/** How often each law is tried, against the usual: `TMCCTL_LAW_TIMES`, 1 unless set. */
export const times = Number(process.env['TMCCTL_LAW_TIMES'] ?? 1)

/** Where generated cases begin: `TMCCTL_LAW_SEED`, the same for everybody unless set. A failure prints it. */
export const seed = Number(process.env['TMCCTL_LAW_SEED'] ?? 20261124)
