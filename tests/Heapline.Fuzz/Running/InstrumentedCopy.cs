using System.Diagnostics;
using Heapline.Fuzz.Coverage;

namespace Heapline.Fuzz.Running;

/// <summary>A copy of this program whose assemblies count what they run, started as a child: so a crash is seen and its input kept.</summary>
internal static class InstrumentedCopy
{
    /// <summary>Set for the child: how many blocks have probes.</summary>
    public const string Variable = "HEAPLINE_FUZZ_BLOCKS";

    private static readonly string[] s_instrumented = ["Heapline.Capture.dll", "Heapline.Analysis.dll", "Heapline.Views.dll", "Heapline.Collector.dll"];

    /// <summary>Makes it. Gives the path of its program and how many blocks have probes.</summary>
    public static (string Program, int Blocks) Make(string folder)
    {
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
        Directory.CreateDirectory(folder);
        foreach (var file in Directory.EnumerateFiles(AppContext.BaseDirectory))
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        var instrumentation = new Instrumentation();
        foreach (var name in s_instrumented)
            instrumentation.Rewrite(Path.Combine(folder, name));
        return (Path.Combine(folder, Path.GetFileName(typeof(InstrumentedCopy).Assembly.Location)), instrumentation.Blocks);
    }

    /// <summary>Runs it to its end and gives its exit code.</summary>
    public static int Run(string program, int blocks, IEnumerable<string> args)
    {
        var start = new ProcessStartInfo("dotnet") { ArgumentList = { program } };
        foreach (var arg in args)
            start.ArgumentList.Add(arg);
        start.Environment[Variable] = blocks.ToString(System.Globalization.CultureInfo.InvariantCulture);
        // A thing that would take gigabytes shall fail here, and not the machine.
        start.Environment["DOTNET_GCHeapHardLimit"] = "0x40000000";
        start.Environment["DOTNET_TieredPGO"] = "0";
        using var child = Process.Start(start)!;
        child.WaitForExit();
        return child.ExitCode;
    }
}
