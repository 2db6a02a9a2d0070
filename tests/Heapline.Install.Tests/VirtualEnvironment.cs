using Heapline.EndToEnd.Tests;

namespace Heapline.Install.Tests;

/// <summary>An empty virtual environment in a folder of its own, and the wheel in it.</summary>
internal sealed class VirtualEnvironment : IDisposable
{
    private readonly Workplace _workplace = new();
    private readonly string _base;

    private VirtualEnvironment(string python) => _base = Interpreters.PathOf(python);

    /// <summary>A folder to work in, beside the environment.</summary>
    public string Folder => Directory.CreateDirectory(_workplace.File("work")).FullName;

    public string Python => Path.Combine(Root, "bin", "python");

    private string Root => _workplace.File("environment");

    public static async Task<VirtualEnvironment> CreateAsync(string python, bool withSystemPackages = false)
    {
        var made = new VirtualEnvironment(python);
        string[] options = withSystemPackages ? ["--without-pip", "--system-site-packages"] : ["--without-pip"];
        Succeed(await Command.RunAsync(made._base, ["-m", "venv", .. options, made.Root], made._workplace.Folder));
        var pip = Path.Combine(made.Root, "bin", "pip");
        await File.WriteAllTextAsync(pip, $"#!/bin/sh\nPIP_ROOT_USER_ACTION=ignore exec {made.PipOwner()} -m pip --python {made.Python} --disable-pip-version-check \"$@\"\n");
        Succeed(await Command.RunAsync("chmod", ["755", pip], made._workplace.Folder));
        return made;
    }

    /// <summary>
    /// Lets the environment import Debian's packages as far as it has none of the name: IPython and pytest are plain Python, and run under every version.
    /// </summary>
    public void AddDebianPackages()
    {
        var packages = Directory.GetDirectories(Path.Combine(Root, "lib"), "python3*").Select(folder => Path.Combine(folder, "site-packages")).Single();
        File.WriteAllText(Path.Combine(packages, "debian.pth"), "/usr/lib/python3/dist-packages\n");
    }

    /// <summary>Every file and folder of the environment.</summary>
    public IReadOnlyList<string> Everything() =>
        [.. Directory.EnumerateFileSystemEntries(Root, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(Root, path)).Order(StringComparer.Ordinal)];

    public async Task InstallAsync() => Succeed(await PipAsync("install", "--no-index", "--no-deps", "--quiet", Wheel.Path));

    public async Task UninstallAsync() => Succeed(await PipAsync("uninstall", "--yes", "--quiet", "heapline"));

    /// <summary>Runs a command as in a shell in which the environment is active; compiled files are written as usual. It must succeed.</summary>
    public async Task<CommandResult> RunAsync(string program, params string[] arguments)
    {
        var result = await TryAsync(program, arguments);
        Succeed(result);
        return result;
    }

    /// <summary>The same for a command that may fail.</summary>
    public Task<CommandResult> TryAsync(string program, params string[] arguments)
    {
        var environment = new Dictionary<string, string>
        {
            ["PATH"] = $"{Path.Combine(Root, "bin")}:/usr/bin:/bin",
            ["VIRTUAL_ENV"] = Root,
            ["PYTHONDONTWRITEBYTECODE"] = "",
        };
        var own = Path.Combine(Root, "bin", program);
        return Command.RunAsync(File.Exists(own) ? own : program, arguments, Folder, environment: environment);
    }

    public void Dispose() => _workplace.Dispose();

    // The pip of the Python behind the environment, told to work on it: an environment with a pip of its own takes seconds to make.
    private Task<CommandResult> PipAsync(params string[] arguments) => Command.RunAsync(Path.Combine(Root, "bin", "pip"), arguments, _workplace.Folder);

    private string PipOwner() => _base == Interpreters.PathOf("system") ? Interpreters.PathOf(Interpreters.Newest) : _base;

    private static void Succeed(CommandResult result)
    {
        if (result.ExitCode != 0)
            throw new InvalidOperationException(result.ToString());
    }
}
