/** Upper bounds in seconds. Responses take milliseconds here, and SLOs are counted at 5, 25, 100 and 250 ms. */
export const SUB_SECOND_BUCKETS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];
