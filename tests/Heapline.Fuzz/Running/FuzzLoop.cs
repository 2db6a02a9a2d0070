using System.Diagnostics;
using System.Globalization;
using System.IO.MemoryMappedFiles;
using Heapline.Fuzz.Coverage;
using Heapline.Fuzz.Targets;

namespace Heapline.Fuzz.Running;

/// <summary>Gives a target one changed input after the other; what reaches new code is changed further.</summary>
internal sealed class FuzzLoop(IFuzzTarget target, Findings findings, Options options, int blocks) : IDisposable
{
    private const long ReportEvery = 100_000;
    private const int LongestKept = 64 << 10;

    // Written before each execution: if the process dies in it, its parent finds here what did that.
    private readonly MemoryMappedFile _present = MemoryMappedFile.CreateFromFile(
        Path.Combine(options.Output, PresentName), FileMode.Create, null, LongestKept + sizeof(int));

    /// <summary>Name of the file that holds the input of the present execution: its length, then its bytes.</summary>
    public const string PresentName = "present";

    public void Run()
    {
        var random = new Random(options.Seed);
        var corpus = new Corpus();
        using var present = _present.CreateViewAccessor();
        long done = 0;
        var watch = Stopwatch.StartNew();
        foreach (var seed in Seeds())
        {
            for (var view = 0; view < Answer.Views; view++, done++)
                Execute(seed, view);
            corpus.Add(seed);
        }
        while (done < options.Executions)
        {
            var input = target.Mutate(corpus.Pick(random), corpus.Pick(random), random);
            if (Execute(input, random.Next(1 << 20)))
                corpus.Add(input);
            if (++done % ReportEvery == 0)
                Report("so far");
        }
        Report("done");

        bool Execute(byte[] input, int choice)
        {
            present.Write(0, input.Length);
            present.WriteArray(sizeof(int), input, 0, Math.Min(input.Length, LongestKept));
            CoverageMap.Clear();
            if (Guard.Run(() => target.Execute(input, choice)) is { } problem)
                findings.Add(target.Name, input, problem);
            return CoverageMap.TakeNews();
        }

        void Report(string state) => Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{target.Name}: {state} {done:N0} executions, seed {options.Seed}, {done / watch.Elapsed.TotalSeconds:N0} a second; corpus {corpus.Count:N0}, "
            + $"{CoverageMap.Blocks:N0} of {blocks:N0} blocks; longest {Guard.LongestNs / 1e6:N0} ms, largest {Guard.LargestBytes / 1048576.0:N1} MiB; {findings.Count} findings"));
    }

    public void Dispose() => _present.Dispose();

    private IEnumerable<byte[]> Seeds() => options.Corpus is { } folder
        ? target.Seeds().Concat(Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal).Select(File.ReadAllBytes).Where(bytes => bytes.Length <= LongestKept))
        : target.Seeds();
}
