using Xunit;

namespace Heapline.EndToEnd.Tests;

/// <summary>What a scenario of ./dev torture found.</summary>
internal static class Finding
{
    /// <summary>Asserts that there is none, and says it in full where there is: Assert.Null says its first fifty letters.</summary>
    public static void None(string? finding) => Assert.True(finding is null, finding);
}
