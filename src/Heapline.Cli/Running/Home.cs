namespace Heapline.Cli.Running;

/// <summary>The folder that holds what goes into the profiled program: the agent and the Python side of it.</summary>
internal sealed record Home(string Folder)
{
    /// <summary>
    /// HEAPLINE_HOME where it is set, else the folder of <c>mprof</c> itself; where pip put that into an environment's <c>bin</c>, the environment's <c>libexec/heapline</c>.
    /// </summary>
    public static Home Locate()
    {
        if (System.Environment.GetEnvironmentVariable("HEAPLINE_HOME") is { Length: > 0 } named)
            return new(Path.GetFullPath(named));
        var beside = new Home(Path.GetFullPath(AppContext.BaseDirectory));
        var installed = new Home(Path.GetFullPath(Path.Combine(beside.Folder, "..", "libexec", "heapline")));
        return !File.Exists(beside.Agent) && File.Exists(installed.Agent) ? installed : beside;
    }

    /// <summary>The agent.</summary>
    public string Agent => Path.Combine(Folder, "_heapline.so");

    /// <summary>The folder whose start-up hook loads the agent.</summary>
    public string StartupHook => Path.Combine(Folder, "python", "startup");

    /// <summary>Variables to set for the program so that its Pythons load the agent; the folder of the hook comes before the user's PYTHONPATH.</summary>
    public Dictionary<string, string?> Environment()
    {
        if (!File.Exists(Agent))
            throw new UserErrorException($"mprof is not wholly installed: there is no agent {Agent}");
        if (!Directory.Exists(StartupHook))
            throw new UserErrorException($"mprof is not wholly installed: there is no folder {StartupHook}");
        var users = System.Environment.GetEnvironmentVariable("PYTHONPATH");
        return new()
        {
            ["PYTHONPATH"] = string.IsNullOrEmpty(users) ? StartupHook : $"{StartupHook}:{users}",
            ["HEAPLINE_AGENT"] = Agent,
        };
    }
}
