/** The files of `simulate placement`, in words. */
export const placementHelp = `
The load of a device of yours comes from the hub that knows it, with the profiles that were in force:

  lookout placement trace pump-1 --out load.jsonl

and replays to what "lookout placement what-if" says, switch for switch. A trace of your own is a file of JSON
lines. The first is a header that says of whom it tells; every other one is a load sample as devices send it
("load" in the protocol; what is not known may be left out), five seconds apart or as recorded:

  {"stream": "loop", "strideMs": 1000, "cpuCount": 6, "running": null, "profiles": [
     {"variant": "cpu-int8", "provider": "cpu", "p50Us": 180000, "p95Us": 200000},
     {"variant": "gpu-fp16", "provider": "cuda", "p50Us": 20000, "p95Us": 24000}]}
  {"at": 1795000000000, "gpuPercent": 35, "otherCpuPercent": 20, "headroomC": 25}

Each is on one line; times of windows are in µs, "at" in ms since 1970. "profiles" say how long a window takes on
the idle machine; of each these four keys are needed. Where a sample's "streams" say what ran when it was
recorded, its own use of the GPU is taken out before that of what runs now is put in, and its observed latency
counts for that variant only.

A header may say "sampleMs": each sample stands for so long. Another header further down says what is known of
the stream from there on; with another "release" what has begun to last begins anew.

A policy is a JSON object; every key may be left out:

  {"prefer": "gpu", "deadlineShare": 0.5, "leaveGpuPercent": 80, "returnGpuPercent": 50, "maxSwitchesPerHour": 6}

Examples
  lookout simulate placement --trace load.jsonl
  lookout simulate placement --trace load.jsonl --policy careful.json --json
`;
