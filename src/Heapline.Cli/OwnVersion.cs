using System.Reflection;

namespace Heapline.Cli;

/// <summary>Version of <c>mprof</c>.</summary>
internal static class OwnVersion
{
    /// <summary>For example <c>0.1.0</c>.</summary>
    public static string Text { get; } = typeof(OwnVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "";
}
