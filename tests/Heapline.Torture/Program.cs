using System.Diagnostics;
using Heapline.Torture;
using Heapline.Torture.Scenarios;

IScenario[] scenarios =
[
    new ProgramDies(), new MprofDies(), new MprofStops(), new SpeedAfterMprof(), new OutOfMemory(), new DiskFails(), new HostileForks(), new ThreadsAndForks(),
    new ServiceLoad("service-load", 1_000_000),
    new ServiceLoad("service-hours", 30_000_000),
];

if (Options.Parse(args) is not { } options)
    return Refuse(Options.Usage);
if (options.Only.FirstOrDefault(name => scenarios.All(scenario => scenario.Name != name)) is { } unknown)
    return Refuse($"there is no {unknown}; there are {string.Join(", ", scenarios.Select(scenario => scenario.Name))}");
if (!File.Exists(Workshop.Mprof))
    return Refuse($"{Workshop.Mprof} is not built");

Console.WriteLine($"seed {options.Seed}, {options.Parallel} rounds at a time");
Console.WriteLine();
Console.WriteLine("| scenario | what | rounds | time | found |");
Console.WriteLine("|---|---|---|---|---|");
var found = 0;
foreach (var scenario in scenarios.Where(scenario => options.Only.Count == 0 || options.Only.Contains(scenario.Name)))
{
    var rounds = options.Rounds ?? scenario.Rounds;
    var clock = Stopwatch.StartNew();
    var notes = new Notes();
    var findings = Torturer.Run(scenario, rounds, options.Seed, scenario.UnderLoad ? options.Parallel : 1, notes);
    found += findings.Count;
    Console.WriteLine($"| {scenario.Name} | {scenario.What} | {rounds:N0} | {clock.Elapsed.TotalMinutes:0.0} min | {(findings.Count == 0 ? "nothing" : findings.Count)} |");
    foreach (var line in notes.Lines())
        Console.WriteLine(line);
    foreach (var finding in findings)
        Console.Error.WriteLine(finding);
}
return found == 0 ? 0 : 1;

static int Refuse(string reason)
{
    Console.Error.WriteLine(reason);
    return 2;
}
